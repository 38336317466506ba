/// To come.
public enum Nothing {}
