/** Runs in the page: texts whose colour is too close to their background, by WCAG's formula. */
export const lowContrasts = `(() => {
  const channel = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const backOf = (element) => {
    const back = parts(getComputedStyle(element).backgroundColor);
    return back[3] === 0 && element.parentElement ? backOf(element.parentElement) : back;
  };
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.checkVisibility())
    .filter(({ childNodes }) => [...childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
    .filter((element) => {
      const [text, back] = [light(parts(getComputedStyle(element).color)), light(backOf(element))];
      return (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05) < 4.5;
    })
    .map((element) => element.outerHTML.slice(0, 200));
})()`;
