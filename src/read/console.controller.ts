import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { html } from './html.js';

/** The same for everybody: who writes, and what, comes with a key by the script alone. */
const PAGE = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>Dateline console</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/client/console.css">
<script type="module" src="/client/console.js"></script>
</head>
<body>
<noscript><p class="noscript">The console needs JavaScript. Everything it does is also in the <a href="/docs">API</a>.</p></noscript>
</body>
</html>
`.text;

@ApiExcludeController()
@Controller('console')
export class ConsoleController {
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-cache')
  page(): string {
    return PAGE;
  }
}
