// Command bench prints how fast Regulars is, as ratios measured in one run on
// the embedded ClickHouse: pulling orders beside ClickHouse reading the same
// pages itself, a night's measuring beside a plain aggregate, and mails beside a
// plain loop of the same mail library.
package main
