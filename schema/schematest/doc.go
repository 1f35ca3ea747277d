// Package schematest provides tests with a real database of their own on the embedded
// stack, made with all tables and dropped when the test ends, and with a plain
// connection to it that reads tables and views as anybody would.
package schematest
