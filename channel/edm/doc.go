// Package edm sends email over SMTP, by a few connections that stay open.
//
// SMTP has no key by which a server would know a message again, so it isn't
// idempotent. The content is the border: a connection that breaks before its
// first byte has sent nothing, and the message is handed over once more on a new
// one; one that breaks after it leaves the message unknown. A 4xx for one
// recipient is a refusal for now and is tried again a few times; a 5xx is final.
// What concerns the sender or the server (421, MAIL, 4.3.x) stops the batch.
package edm
