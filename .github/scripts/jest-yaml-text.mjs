// Lets jest import a YAML file of src as its text, as esbuild does in the build.
export default {
  process: (text) => ({ code: `module.exports = ${JSON.stringify(text)};` }),
};
