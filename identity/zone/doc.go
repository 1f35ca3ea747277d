// Package zone says by whose clocks a phone number lives: the time zone of its country, and
// of its area where a country has several. It has no I/O.
//
// Where a source states a zone itself, Named reads it.
//
// What it knows is the phone library's list of zones, read once into a table for SQL
// (Prefixes). Digits whose numbers are in several zones are in the one of most of them,
// where none is more than two hours away; else nobody can say (North America's toll-free
// numbers, Russia as a whole), and the zone is "".
package zone
