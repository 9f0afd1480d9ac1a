// Minimum: Go 1.21
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// since is the release whose list of new names has this function of package context.
func since(name string) string {
	output, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		panic(err)
	}
	for minor := 7; ; minor++ {
		release := fmt.Sprintf("go1.%d", minor)
		added, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(output)), "api", release+".txt"))
		if err != nil {
			panic(err)
		}
		if strings.Contains(string(added), "pkg context, func "+name+"(") {
			return release
		}
	}
}

func main() {
	for _, name := range []string{"WithCancelCause", "WithoutCancel", "WithTimeoutCause"} {
		fmt.Println(name, "is in the list of", since(name))
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errors.New("the shim is gone"))
	fmt.Println("Err:", ctx.Err())
	fmt.Println("Cause:", context.Cause(ctx))
}
