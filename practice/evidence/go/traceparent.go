// Minimum: Go 1.19
package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// A place in a trace, as W3C's header traceparent has it.
type place struct {
	trace, span string
	sampled     bool
}

func (p place) String() string {
	flags := "00"
	if p.sampled {
		flags = "01"
	}
	return "00-" + p.trace + "-" + p.span + "-" + flags
}

// parse takes what other programs send: a version that is not ours may have
// more fields, and a name of zeros is none.
func parse(header string) (place, bool) {
	fields := strings.Split(header, "-")
	if len(fields) < 4 || fields[0] == "ff" || fields[0] == "00" && len(fields) > 4 {
		return place{}, false
	}
	for i, length := range []int{2, 32, 16, 2} {
		if len(fields[i]) != length || strings.Trim(fields[i], "0123456789abcdef") != "" {
			return place{}, false
		}
	}
	if strings.Trim(fields[1], "0") == "" || strings.Trim(fields[2], "0") == "" {
		return place{}, false
	}
	return place{fields[1], fields[2], fields[3][1]&1 == 1}, true
}

// below is a new span in the same trace.
func (p place) below() place {
	name := make([]byte, 8)
	rand.Read(name)
	return place{p.trace, hex.EncodeToString(name), p.sampled}
}

func main() {
	if header, ok := os.LookupEnv("TRACEPARENT"); ok {
		parent, ok := parse(header)
		fmt.Print(ok, " ", parent.below())
		return
	}
	request := place{"4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true}
	// The shim is another process: its environment has the header.
	shim := exec.Command(os.Args[0])
	shim.Env = append(os.Environ(), "TRACEPARENT="+request.String())
	output, err := shim.Output()
	if err != nil {
		panic(err)
	}
	ok, header, _ := strings.Cut(string(output), " ")
	there, _ := parse(header)
	fmt.Println("the shim understood it:", ok)
	fmt.Println("same trace:", there.trace == request.trace, " a span of its own:", there.span != request.span)

	for _, header := range []string{
		request.String(),
		"",
		"00-00000000000000000000000000000000-00f067aa0ba902b7-01",
		"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
		"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
		"01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
		"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
	} {
		_, ok := parse(header)
		fmt.Printf("%-5v %q\n", ok, header)
	}
}
