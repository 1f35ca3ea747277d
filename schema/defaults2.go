package schema

func OrDefault(n, standard int) int {
	if n == 0 {
		return standard
	}
	return n
}
