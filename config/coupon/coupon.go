package coupon

// Coupons are codes that are given once each.
type Coupons struct {
	File string `yaml:"file"` // a CSV of codes: its column code, or else the first one; a text finds them as {{ coupon.code }}
}
