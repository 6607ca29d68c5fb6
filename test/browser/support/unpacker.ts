import chromium from '@sparticuz/chromium';

/** A process of its own, since the package reads the variables that guide it from its process. */
process.stdout.write(await chromium.executablePath());
