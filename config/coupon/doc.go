// Package coupon is the grammar of the codes that a campaign gives to members: what files
// they come from.
package coupon
