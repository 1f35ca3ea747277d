// Package reach stores of every member whom a campaign can reach, so that a funnel costs one
// pass over the stored members: who matches an audience, who leaves and why, and who is left
// by channel.
//
// The protocol: Write stores a brand's members of the last published date, as snapshot has
// them, with what a plan asks of each: consents, addresses, suppressions, what they got lately
// and the numbers by which lots are drawn. Of finds what is stored of a plan's date, and Count
// is the plan's own preview, read from there. What happened since it was stored isn't in it:
// At says when that was. The plan of a sending reads nothing of this.
//
//	write.go   what is stored
//	funnel.go  whom a plan reaches, and some of them
//	list.go    how many its audience has, and those of them who spent most
//
// Words: the reach of a member is by which channels they may be written to, and as what they
// leave the funnel otherwise; a touch is a message that counts for the caps; who is shown is
// one of the few of whom samples are taken: some by lot, the longest names, some without a
// name, and some of each language.
package reach
