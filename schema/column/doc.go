// Package column holds the columns of an insert that the driver would fill by
// reflection, one value at a time: words, amounts, arrays. They are kept as ClickHouse's
// Native format has them, and handed to the driver's columns as an answer of the server
// would be.
//
// # Protocol
//
// Fill columns row by row, hand each to the driver's column of the same type with a
// Hand, and Reset them: their memory serves the rows that follow. What a column holds is
// the same as what the driver makes of the plain values, bit by bit.
package column
