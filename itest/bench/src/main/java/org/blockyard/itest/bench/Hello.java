package org.blockyard.itest.bench;

/** The least that a Java program can do: what every start of a Java tool is to be compared with. */
public final class Hello {
    private Hello() {}

    /** Prints a line. */
    public static void main(String[] arguments) {
        System.out.println("hello");
    }
}
