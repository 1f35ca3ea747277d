// Package sandbox imitates a brand and everything it talks to, for the demo and
// for tests: people who buy in three shops over three years, the HTTP APIs of
// two of the shops (Shopify, WooCommerce), the file feed of the third, and the
// providers that carry messages (LINE, Twilio, SMTP), which remember what they
// accepted. Faults can be switched on while it runs.
//
// The brand is made from a seed and an anchor time and is the same for the same
// seed and calendar day. The servers follow the platforms' documents and
// recorded answers; they share no code with the connectors that talk to them.
package sandbox
