// Command bench prints how fast Regulars is, as ratios measured in one run on
// the embedded ClickHouse: pulling orders next to ClickHouse reading the same
// pages itself, reading a CSV file next to ClickHouse's file(), a night's measuring next to a plain aggregate, mails next to a plain
// loop of the same mail library, inserts that outlive a power cut next to those
// that don't; and, when named, campaigns by LINE and SMS next to bare loops of an HTTP
// client, what each step of the ledger costs, a campaign to a million members by Temporal, and a tick of
// ten journeys in which a million members stand.
package main
