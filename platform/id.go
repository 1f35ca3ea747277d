package platform

// IsNumericID tells whether an id is what platforms that count their records
// give: digits, and not zero.
func IsNumericID(id string) bool {
	for _, c := range []byte(id) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return id != "" && id != "0"
}
