// Package rigs holds the connectors against real shops: a Medusa or Vendure server that
// runs on loopback. A storm makes random changes over the shop's own API, with nights
// between; after each night what is stored is the shop's own, order by order, to the last
// refund, or what differs is of a kind that the platform declares to announce by nothing;
// after a whole sweep nothing is left. The worker is killed 30 times while it pulls.
//
// REGULARS_RIGS names the shops that run, as medusa=http://KEY@127.0.0.1:9009 or
// vendure=http://USER:PASSWORD@127.0.0.1:9020, several with spaces between. Without it the
// tests are skipped. REGULARS_RIGS_CHANGES is how many changes are made, 200 if not set.
// The shops are changed for good. It holds tests only.
package rigs
