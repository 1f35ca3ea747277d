// Package brand imitates a brand: its people, what it sells, and everything that
// they bought in its three shops over three years, with what became of it. It is
// the truth behind the shops, which show it each in its own words.
//
// New makes the brand from a seed and an anchor time; the same seed and calendar
// day make the same brand, a later hour of the day shows more of it. The result
// is plain data: readers hold the brand's read lock; those who change it hold the
// lock and call Index on the shop that was changed, which sorts its records again
// by the times at which they changed. Money is in whole dollars, times are
// in Unix seconds, 0 is never.
package brand
