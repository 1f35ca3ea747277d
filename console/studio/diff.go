package studio

import "strings"

// DiffLine is a line of two documents: added, removed, or in both.
type DiffLine struct{ Sign, Text string }

// mostLines is how long documents may be to be compared line by line.
const mostLines = 1000

// Difference compares two documents, with what is alike left out beyond three lines around
// what isn't.
func Difference(before, after string) []DiffLine {
	a, b := linesOf(before), linesOf(after)
	if len(a) > mostLines || len(b) > mostLines {
		return append(signed("-", a), signed("+", b)...)
	}
	common := make([][]int, len(a)+1) // of the lines from i and from j on
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var all []DiffLine
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			all = append(all, DiffLine{" ", a[i]})
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || common[i+1][j] >= common[i][j+1]):
			all = append(all, DiffLine{"-", a[i]})
			i++
		default:
			all = append(all, DiffLine{"+", b[j]})
			j++
		}
	}
	return around(all)
}

func linesOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

func signed(sign string, lines []string) []DiffLine {
	all := make([]DiffLine, len(lines))
	for i, line := range lines {
		all[i] = DiffLine{sign, line}
	}
	return all
}

// around keeps what differs, and three lines on both sides of it.
func around(all []DiffLine) []DiffLine {
	const near = 3
	keep := make([]bool, len(all))
	for i := range all {
		if all[i].Sign == " " {
			continue
		}
		for k := max(0, i-near); k < min(len(all), i+near+1); k++ {
			keep[k] = true
		}
	}
	var shown []DiffLine
	for i := range all {
		switch {
		case keep[i]:
			shown = append(shown, all[i])
		case i > 0 && keep[i-1]:
			shown = append(shown, DiffLine{"…", ""})
		}
	}
	return shown
}
