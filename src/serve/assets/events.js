// What the server tells of changes.
//
// A browser has six connections to a server, and a stream of events takes one for as long as it lives: so
// one tab has the stream and tells the others. Who holds the lock is the one.

const name = "dayone-events";
// Locks are for addresses that are secure: this machine's own are, others on the network are not.
const isShared = Boolean(navigator.locks) && "BroadcastChannel" in window;
let channel;
let stream;
let leaving;
let retry;
// The last event that any of the tabs was told, and whether its stream is open.
let last;
let isConnected = true;
// Who is told: `hear` of events, `lose` of a stream that ends and comes back.
let hear;
let lose;

const receive = (message) => {
  const isFirst = last === undefined;
  last = message.last ?? last;
  if (message.isConnected !== undefined) setConnected(message.isConnected);
  if (message.data) hear(JSON.parse(message.data));
  else if (isFirst && last !== undefined) hear({ hello: true });
};

const tell = (message) => {
  channel?.postMessage(message);
  receive(message);
};

const listen = () => {
  stop();
  stream = new EventSource(last ? `/_dayone/events?last=${encodeURIComponent(last)}` : "/_dayone/events");
  stream.addEventListener("open", () => tell({ isConnected: true }));
  stream.addEventListener("message", ({ data, lastEventId }) => tell({ last: lastEventId, data }));
  stream.addEventListener("error", ({ target }) => {
    tell({ isConnected: false });
    // It tries again by itself, unless the answer was no stream.
    if (target === stream && target.readyState === EventSource.CLOSED) retry = setTimeout(listen, 1000);
  });
};

const stop = () => {
  clearTimeout(retry);
  stream?.close();
  stream = undefined;
};

const enter = () => {
  if (!isShared) return listen();
  channel = new BroadcastChannel(name);
  channel.addEventListener("message", ({ data }) => {
    if (!data.ask) receive(data);
    else if (stream && last) channel.postMessage({ last, isConnected });
  });
  channel.postMessage({ ask: true });
  leaving = new AbortController();
  const { signal } = leaving;
  const lead = () => {
    listen();
    return new Promise((resolve) => signal.addEventListener("abort", resolve));
  };
  navigator.locks.request(name, { signal }, lead).catch(() => {});
};

const leave = () => {
  leaving?.abort();
  channel?.close();
  channel = undefined;
  stop();
};

// Whoever leaves hands the stream on; and a page that is left with nothing open can be come back to.
addEventListener("pagehide", leave);
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  enter();
  hear({ hello: true });
});
// Where tabs cannot share, only those that are looked at have a stream.
document.addEventListener("visibilitychange", () => {
  if (isShared) return;
  if (document.hidden) stop();
  else listen();
});

let silence;
const setConnected = (now) => {
  if (now === isConnected) return;
  isConnected = now;
  clearTimeout(silence);
  if (now) lose(false);
  else silence = setTimeout(lose, 2000, true);
};

// Begins to listen.
export const join = (listeners) => {
  ({ hear, lose } = listeners);
  enter();
};
