/** The wire protocol as one import: `florin/protocol`. Inside the project, import the files themselves. */
export * from './codes.ts';
export * from './commands.ts';
export * from './down.ts';
export * from './fields.ts';
export * from './hello.ts';
export * from './ids.ts';
export * from './keys.ts';
export * from './limits.ts';
export * from './meanings.ts';
export * from './money.ts';
export * from './queries.ts';
export * from './rules.ts';
export * from './transaction.ts';
export * from './up.ts';
export * from './watching.ts';
