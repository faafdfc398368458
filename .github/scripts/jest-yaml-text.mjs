// Lets jest import a YAML file as its text, as esbuild does in the build.
export default {
  process: (text) => ({ code: `module.exports = ${JSON.stringify(text)};` }),
};
