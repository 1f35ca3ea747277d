// Package allowance is how much a shop may be asked: so many requests in a day, not at
// certain hours, and by one puller at a time. It is kept in ClickHouse, so it holds across
// workers and restarts.
//
// The protocol: who speaks to a shop opens an Account and asks Admit before each request.
// Admit claims requests some at a time, as many as ten seconds take, before they are sent:
// what a worker that died had claimed counts as sent, so a budget is never exceeded, and at
// most ten seconds of requests are lost with it. With each claim it looks for a claimant that
// began later: that one has taken over, and Admit refuses.
//
// A person who asks a shop (starter check) has an account that counts and keeps to the budget,
// and that takes nothing over (Visit).
//
// One puller per shop is Temporal's to guarantee (the id of the workflow Pull, by which nights,
// sweeps and ticks ask in turns); what is here stops a worker that Temporal has given up and
// that doesn't know of it.
package allowance
