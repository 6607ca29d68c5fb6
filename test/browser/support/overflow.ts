import type { Page } from 'playwright-core';

/** Everything in the page that has to be scrolled sideways to be seen, a line each. */
export function scrolledSideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const nameOf = ({ localName, id, classList }: Element): string =>
      [localName + (id === '' ? '' : `#${id}`), ...classList].join('.');
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > innerWidth) found.push(`the page: ${scrollWidth} px in ${innerWidth} px`);
    for (const element of document.querySelectorAll('body *')) {
      const isScrollable = /auto|scroll/.test(getComputedStyle(element).overflowX);
      if (isScrollable && element.scrollWidth > element.clientWidth) {
        found.push(`${nameOf(element)}: ${element.scrollWidth} px in ${element.clientWidth} px`);
      }
      const { right } = element.getBoundingClientRect();
      if (scrollWidth > innerWidth && right > innerWidth && element.childElementCount === 0) {
        found.push(`${nameOf(element)} reaches ${Math.round(right)} px`);
      }
    }
    return [...new Set(found)].slice(0, 12);
  });
}
