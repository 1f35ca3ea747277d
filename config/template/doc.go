// Package template is what a campaign says on one channel: texts in Liquid, and the same
// texts in other languages. It knows how they are written in the config; what they may say,
// and how they become messages, is package channel's.
//
// Words: the own text is the one that stands in no language's block; it is written in the
// brand's language and goes to everybody for whom no other is meant.
package template
