// Package predict forecasts from past purchases what members will buy. It is pure
// maths: numbers in, numbers out.
//
//	history.go     what is known of members, grouped: x, t_x, T
//	purchases.go   BG/NBD and MBG/NBD: who is alive, and how often one will buy
//	curve.go       the expectation over the chance to leave, by quadrature
//	likelihood.go  how well parameters explain the histories
//	spend.go       Gamma-Gamma: how much a member spends per purchase
//	minimise.go    the search for the best parameters
//	fit.go         fits, and what is wrong with them
//
// Purchases are purchase days; times are whole days from outside and weeks
// within. While alive a member buys as a Poisson process whose rate is spread
// over the members as Gamma(r, alpha per week). After each purchase a member
// leaves for good with a probability that is spread as Beta(a, b): that is
// BG/NBD (Fader, Hardie & Lee 2005), by which everybody who bought once is
// alive. In MBG/NBD (Batislam, Denizel & Filiztekin 2007) one may also leave
// right after the first purchase. Gamma-Gamma is that of Fader & Hardie (2013).
package predict
