// Command tabled writes zones.tsv, the table of package zone, from the phone library's list
// of zones: go generate ./identity/zone, after the library was updated.
package main
