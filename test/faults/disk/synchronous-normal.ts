import Database from 'better-sqlite3';

/**
 * A mistake that the power cuts have to find, to be loaded before the hub: the journal asks for
 * `synchronous=FULL`, is told that it has it, and gets what SQLite reopens a log with.
 */
const { pragma } = Database.prototype;

Database.prototype.pragma = function lying(this: Database.Database, source, options) {
  if (source === 'synchronous') return 2;
  return pragma.call(this, source === 'synchronous = FULL' ? 'synchronous = NORMAL' : source, options);
};
