/**
 * Bounds of the hub: every queue, payload and wait has one, and it has its name here. Those that an operator may set
 * are the defaults of `HubLimits` (server/access/hub-limits.ts).
 */
export const limits = {
  /** Bytes of one frame that a client may send. */
  frameBytes: 64 * 1024,
  /** Fragments of one message that a client may send. */
  fragments: 16_384,
  /** Bytes above which what one commit released to a connection goes on in a further frame. */
  outgoingFrameBytes: 64 * 1024,
  /** Unanswered requests of one connection; above it the hub stops reading from that connection. */
  inflight: 4096,
  /** Characters of the transactions in one page of a history. */
  pageChars: 1024 * 1024,
  /** Transactions of an account that one page of a filtered history looks at. */
  historyScan: 5_000,
  /** Characters of the transactions that one page of a ledger's transactions looks at. */
  transactionsScanChars: 8 * 1024 * 1024,
  /** Questions of one connection that the views are answering; the next one waits, and all behind it. */
  questions: 8,
  /** Those of one principal that showed a token: whoever asks much on many connections waits for itself too. */
  principalQuestions: 4,
  /** Questions of one principal that wait for those; one more is answered `unavailable`. */
  principalQuestionsWaiting: 10_000,
  /** Keys of one principal that showed a token, looked up before their commands' turn; others are when it has come. */
  principalKeysAhead: 512,
  /** Watches of one connection. */
  watches: 256,
  /** Connections in all, WebSockets and event streams; one more is closed with 1013, or answered `busy`. */
  connections: 20_000,

  /** Unsent bytes above which a connection's watches stop being live. */
  unsentBytesSlow: 256 * 1024,
  /** Characters of events that may wait for a connection's turn; above it they are written at once. */
  queuedChars: 1024 * 1024,
  /**
   * Characters of the newest states that wait for the `latest` watches of a connection that takes no more; above it the
   * connection is closed with 4001.
   */
  conflatedChars: 16 * 1024 * 1024,
  /** Unsent bytes above which a connection is closed with 4001. */
  unsentBytesMax: 4 * 1024 * 1024,
  /** How long a connection may take nothing of what is unsent before it is closed with 4001. */
  noProgressMs: 30_000,

  /** How long the events of watchers are written before commands and replies get a turn. */
  eventsSliceMs: 1,
  /** How long events gather after a round of writing them, in times of what that took: writing them takes half of the time at most. */
  eventsRest: 1,
  eventsRestMsMax: 50,

  pingEveryMs: 25_000,
  pongWithinMs: 8_000,
  /** How long a connection may take to say hello, where a token is wanted. */
  helloWithinMs: 5_000,
  /** How long a frame may stay half sent. */
  halfFrameMs: 10_000,
  /** How long a close waits for the answers that the connection is owed. */
  owedWithinMs: 2_000,
  /** How long a peer may take to answer a close. */
  closeWithinMs: 2_000,
  /** How long an HTTP request may take to come, headers and body, or an upgrade its headers. */
  headersMs: 10_000,
  /** How often that is looked at. */
  headersCheckMs: 2_000,

  /** Bytes of the body of one HTTP request; above it the answer is 413. */
  bodyBytes: 1024 * 1024,
  /** Bytes of all bodies that are being read and worked on; above it a request is answered `busy`. */
  bodiesBytes: 64 * 1024 * 1024,
  /** The same of one principal: nobody who stalls keeps the others out. */
  principalBodiesBytes: 16 * 1024 * 1024,
  /** Lines of one body of commands; above it the answer is 413. */
  bodyLines: 10_000,
  /** Unanswered commands of one HTTP request; above it the next line of its body waits. */
  bodyInflight: 1_024,
  /** Lines of a body that are read before others get a turn. */
  bodyLinesPerTurn: 200,
  /** Requests of one HTTP connection that wait for the answer before them; above it the connection is cut off. */
  pipelinedRequests: 256,
  /** HTTP requests to the interface for programs that are being answered; above it one more is answered `busy`. */
  httpRequests: 1_000,
  /** Those of one principal. */
  principalRequests: 250,
  /** Streams of all transactions that are being read; above it one more is answered `busy`. */
  exports: 16,
  /** Those of one principal. */
  principalExports: 4,
  /** Connections of one address beside its WebSockets and event streams: those that ask over HTTP, or for nothing. */
  plainConnections: 1_000,
  /** How long an event stream is silent before a comment shows that it lives. */
  heartbeatMs: 15_000,
  /** How long a reader of events is asked to wait before it comes back to a hub that stops. */
  retryMs: 1_000,

  /** Accounts in all snapshots that are not yet handed out; above it a watch of more than a message holds is answered `busy`. */
  snapshotAccounts: 2_000_000,
  /** Those of one principal: nobody who reads slowly keeps the others from watching. */
  principalSnapshotAccounts: 500_000,
  /** How long a watch that has fallen behind waits before it asks for a snapshot again. */
  snapshotAgainMs: 200,
  /** Committed transactions kept in memory for watchers that come back. */
  recentTransactions: 10_000,
  /** Characters of their commits, above which fewer are kept. */
  recentChars: 64 * 1024 * 1024,

  /** Records of one group commit; what is decided beyond it goes into the next. */
  commitRecords: 10_000,
  /** Characters of records after which a group commit takes no more. */
  commitChars: 8 * 1024 * 1024,
  /** Commands decided and not yet durable in all; above it new ones are answered `busy`. */
  undurableCommands: 200_000,
  /** Characters of their records; above it the same. */
  undurableChars: 128 * 1024 * 1024,
  /** Commits by which the views may lag behind the journal; above it commands are answered `busy`. */
  viewsLagCommits: 10_000,
  /** The same in transactions: a start has to make up for them, at some 100,000 a second. */
  viewsLagTransactions: 1_000_000,
  /** How long the hub takes no commands after the journal refused a commit, before it tries again. */
  refusedPauseMs: 1_000,

  /** Holds that expire at one go; the rest of those that are due follow in the turns after. */
  expiriesPerTurn: 5_000,
  /** Earlier transactions kept in memory for commands that name them, beyond those that the views are behind with. */
  pastTransactions: 20_000,

  keysPerGeneration: 262_144,
  keyGenerations: 3,
  keyMarks: 100_000,

  /** How long a stop may take before the process ends anyhow. */
  stopWithinMs: 9_000,
} as const;
