package schema

func OrText(text, standard string) string {
	if text == "" {
		return standard
	}
	return text
}
