// Package fill gives values of the config's grammar some content, for random tests.
package fill
