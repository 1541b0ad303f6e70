// Writes a vulnerability database as trivy reads it, out of a file of YAML
// fixtures: trivy-fixture-db FOLDER UPDATED_AT FIXTURES
// The time is as in RFC 3339. With anything else it prints its version.
// Raise the version in go-tools.mjs with every change here.
package main

import (
	"fmt"
	"log"
	"os"
	"time"

	fixtures "github.com/aquasecurity/bolt-fixtures"
	"github.com/aquasecurity/trivy-db/pkg/db"
	"github.com/aquasecurity/trivy-db/pkg/metadata"
)

// Set by the linker.
var version string

func main() {
	if len(os.Args) != 4 {
		fmt.Println(version)
		return
	}
	folder := os.Args[1]
	updatedAt, err := time.Parse(time.RFC3339, os.Args[2])
	check(err)
	check(os.MkdirAll(folder, 0o755))
	loader, err := fixtures.New(db.Path(folder), os.Args[3:])
	check(err)
	check(loader.Load())
	check(loader.Close())
	check(metadata.NewClient(folder).Update(metadata.Metadata{
		Version:    db.SchemaVersion,
		UpdatedAt:  updatedAt,
		NextUpdate: updatedAt.Add(24 * time.Hour),
	}))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
