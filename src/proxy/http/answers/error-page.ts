import { flat } from '../../../lib/text/flat.js';

/** Statuses for which nginx's page and status line differ. */
const OTHER_TITLES: Readonly<Record<string, string>> = { '302 Moved Temporarily': '302 Found' };

/** The next page is usually the same as the last one. */
let lastText = '';
let lastToken = '';
let lastPage = '';

/**
 * nginx's own page for a status: `<html>…<h1>404 Not Found</h1>…`.
 * @param text see `statusText`. @param token see `serverToken`.
 */
export function errorPage(text: string, token: string): string {
  if (text !== lastText || token !== lastToken) {
    const title = OTHER_TITLES[text] ?? text;
    lastText = text;
    lastToken = token;
    lastPage = flat(page(title, `<center><h1>${title}</h1></center>`, token));
  }
  return lastPage;
}

/** The page for a head that is too long; `text` is that of 400. */
export function tooLongHeadPage(text: string, token: string): string {
  const why = 'Request Header Or Cookie Too Large';
  const heading = `<center><h1>${text}</h1></center>\r\n<center>${why}</center>`;
  return page(`400 ${why}`, heading, token);
}

function page(title: string, heading: string, token: string): string {
  return (
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n` +
    `${heading}\r\n<hr><center>${token}</center>\r\n</body>\r\n</html>\r\n`
  );
}
