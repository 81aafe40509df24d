// One address a line in, one JSON object a line out: what Lighthouse answers for the page, audit by audit.
//
//   node audit.mjs CHROMIUM [AUDIT...] < addresses
//
// Without audits the categories seo, accessibility and best-practices are run as a whole. Names are resolved to nothing
// but 127.0.0.1, so no request leaves the machine.
import * as readline from 'node:readline';
import * as chromeLauncher from 'chrome-launcher';
import lighthouse from 'lighthouse';

const [chromium, ...audits] = process.argv.slice(2);
const chrome = await chromeLauncher.launch({
  chromePath: chromium,
  chromeFlags: [
    '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-component-update',
    '--disable-background-networking', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
  ],
});
const asked = audits.length ? {onlyAudits: audits} : {onlyCategories: ['seo', 'accessibility', 'best-practices']};

function answer(audit) {
  const items = audit.details?.items ?? [];
  return {
    score: audit.score,
    mode: audit.scoreDisplayMode,
    items: items.map(item => item.node?.snippet ?? item.href ?? item.text ?? item.subItems?.items?.[0]?.reason ?? ''),
    ...(audit.explanation ? {explanation: audit.explanation} : {}),
    ...(audit.errorMessage ? {error: audit.errorMessage} : {}),
  };
}

try {
  for await (const url of readline.createInterface({input: process.stdin})) {
    const start = performance.now();
    let told;
    try {
      const {lhr} = await lighthouse(url, {port: chrome.port, logLevel: 'silent', ignoreStatusCode: true, ...asked});
      const failed = lhr.runtimeError ? {error: lhr.runtimeError.code} : {};
      const answers = Object.entries(lhr.audits).map(([name, audit]) => [name, answer(audit)]);
      told = {version: lhr.lighthouseVersion, audits: Object.fromEntries(answers), ...failed};
    } catch (error) {
      told = {audits: {}, error: String(error.message)};
    }
    console.log(JSON.stringify({url, seconds: (performance.now() - start) / 1000, ...told}));
  }
} finally {
  chrome.kill();
}
