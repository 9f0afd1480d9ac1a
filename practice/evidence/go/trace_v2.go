// Minimum: Go 1.20
package main

import (
	"fmt"
	"os/exec"
)

func main() {
	for _, name := range []string{"runtime/trace", "runtime/trace/v2"} {
		err := exec.Command("go", "list", name).Run()
		fmt.Println(name, "is a package:", err == nil)
	}
}
