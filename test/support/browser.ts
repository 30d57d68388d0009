import { chromium, type Browser } from 'playwright-core';
import { findChromium } from './machine.js';

/** Debian's chromium, headless. Start one per test file, open a context per test, and close the browser after all. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no browser on this machine: install chromium');
  // Root has no sandbox, and nothing but the tested page may touch the network.
  const args = ['--no-sandbox', '--disable-background-networking', '--disable-gpu', '--disable-quic', '--no-first-run'];
  return chromium.launch({ executablePath, headless: true, args });
}
