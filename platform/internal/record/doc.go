// Package record reads the values of one record of a shop's answer: amounts, times,
// quantities. A Reader stands on a jsonscan.Scanner; the first value that can't be
// understood rejects the record, with a reason that names the field and shows nothing
// of its content. What is missing is the zero value, and for the connector to judge.
package record
