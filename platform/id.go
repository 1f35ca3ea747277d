package platform

// IsNumericID reports whether an id is one of a platform that counts its records:
// digits, and not zero.
func IsNumericID(id string) bool {
	for _, c := range []byte(id) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return id != "" && id != "0"
}
