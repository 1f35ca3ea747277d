// Package catalogue is the metrics by name, and which was meant by a mistyped one.
package catalogue
