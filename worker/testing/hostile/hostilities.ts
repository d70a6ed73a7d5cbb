import { announced, forever, type Hostility, message } from "./postgres.ts";

const text = (value: string) => Buffer.from(`${value}\0`);
const notice = message(
  "N",
  Buffer.concat([Buffer.from("S"), text("NOTICE"), Buffer.from("M"), text("x"), Buffer.alloc(1)]),
);
const row = message("D", Buffer.from([0, 1, 0, 0, 0, 1, 0x78]));

/** What a server can do to whoever speaks the protocol of Postgres with it. */
export const hostilities: Readonly<Record<string, Hostility>> = {
  "a row of 2 GB is announced": { when: "query", chunks: announced("D", 2 ** 31 - 1) },
  "a row of 600 MB is announced": { when: "query", chunks: announced("D", 600_000_000) },
  "an error of 1 GB is announced": { when: "query", chunks: announced("E", 2 ** 30) },
  "a notice of 4 GB is announced": { when: "query", chunks: announced("N", 2 ** 32 - 1) },
  "columns of 1 GB are announced": { when: "query", chunks: announced("T", 2 ** 30) },
  "rows without end": { when: "query", chunks: forever(row) },
  "notices without end": { when: "query", chunks: forever(notice) },
  "settings without end": {
    when: "query",
    chunks: forever(message("S", Buffer.concat([text("x"), text("y")]))),
  },
  "results without end": { when: "query", chunks: forever(message("C", text("SELECT 1"))) },
  "notifications without end": {
    when: "query",
    chunks: forever(message("A", Buffer.concat([Buffer.alloc(4), text("x"), text("y")]))),
  },
  "a negative count of columns": { when: "query", chunks: [message("T", Buffer.from([0xff, 0xff]))] },
  "a negative count of fields": { when: "query", chunks: [message("D", Buffer.from([0x80, 0x00]))] },
  "a message without a length": { when: "query", chunks: [message("D", Buffer.alloc(0), 0)] },
  "bytes that are no protocol": { when: "query", chunks: forever(Buffer.from("HTTP/1.1 200 OK\r\n\r\n")) },
  "passwords are asked for without end": {
    when: "startup",
    chunks: forever(message("R", Buffer.from([0, 0, 0, 3]))),
  },
  "a login that does not exist": { when: "startup", chunks: [message("R", Buffer.from([0, 0, 0, 99]))] },
  "settings before the login, without end": {
    when: "startup",
    chunks: forever(message("S", Buffer.concat([text("x"), text("y")]))),
  },
  "an error of 1 GB before the login": { when: "startup", chunks: announced("E", 2 ** 30) },
  "rows before anybody asked": { when: "startup", chunks: [row, row, message("C", text("SELECT 1"))] },
  "a login of a billion rounds": {
    when: "startup",
    chunks: [
      message("R", Buffer.concat([Buffer.from([0, 0, 0, 10]), text("SCRAM-SHA-256"), Buffer.alloc(1)])),
      message("R", Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from("r=x,s=eHg=,i=2000000000")])),
    ],
  },
};
