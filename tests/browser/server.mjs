// A static server on this machine's own address that sends a strict policy, and the browser.
import http from "node:http";
import fs from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

const types = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css",
  ".js": "text/javascript",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".xml": "application/xml",
};

// Everything from the site itself, and nothing inline: neither scripts nor styles. Pictures may be
// data, because a page may hold one, and the style sheet draws its marks with them.
const policy = "default-src 'self'; img-src 'self' data:";

// Serves the folder under the prefix; what is not there gets the site's own 404.html.
export const serve = (folder, prefix = "/") =>
  new Promise((resolve) => {
    const server = http.createServer((request, response) => {
      const { pathname } = new URL(request.url, "http://127.0.0.1");
      const inside = pathname.startsWith(prefix);
      let file = path.join(folder, decodeURIComponent(inside ? pathname.slice(prefix.length) : "404.html"));
      let status = inside ? 200 : 404;
      if (fs.existsSync(file) && fs.statSync(file).isDirectory()) {
        if (!pathname.endsWith("/")) {
          response.writeHead(301, { location: `${pathname}/` });
          return response.end();
        }
        file = path.join(file, "index.html");
      }
      if (!fs.existsSync(file)) {
        file = path.join(folder, "404.html");
        status = 404;
      }
      response.writeHead(status, {
        "content-type": types[path.extname(file)] ?? "application/octet-stream",
        "content-security-policy": policy,
      });
      response.end(fs.readFileSync(file));
    });
    server.listen(0, "127.0.0.1", () => {
      const url = `http://127.0.0.1:${server.address().port}${prefix}`;
      resolve({ folder, url, close: () => { server.close(); server.closeAllConnections(); } });
    });
  });

// Chromium as a test wants it: without a sandbox of its own, and without calls to its maker.
export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
      "--disable-background-networking", "--disable-component-update",
    ],
  });

// The paths of a site's pages, as a browser asks for them.
export const pages = (folder) =>
  fs
    .readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".html"))
    .map((file) => file.split(path.sep).join("/").replace(/(^|\/)index\.html$/, "$1"))
    .sort();
