package org.blockyard.export.nbd.protocol;

/**
 * The numbers of the NBD protocol, by the names that its specification gives them (section
 * "Values").
 */
public final class Wire {
    // Handshake
    static final long NBD_MAGIC = 0x4e42444d41474943L;
    static final long OPTION_MAGIC = 0x49484156454f5054L;
    static final long OPTION_REPLY_MAGIC = 0x3e889045565a9L;
    static final int FLAG_FIXED_NEWSTYLE = 1;
    static final int FLAG_NO_ZEROES = 2;
    static final int OLD_PADDING = 124;

    /** The longest string (name, description, message) that the protocol allows. */
    public static final int MAX_STRING = 4096;

    /**
     * The most option data that is read (and, where not understood, skipped) before the connection
     * is given up.
     */
    static final int MAX_OPTION_DATA = 32 << 20;

    static final int OPT_EXPORT_NAME = 1;
    static final int OPT_ABORT = 2;
    static final int OPT_LIST = 3;
    static final int OPT_STARTTLS = 5;
    static final int OPT_INFO = 6;
    static final int OPT_GO = 7;
    static final int OPT_STRUCTURED_REPLY = 8;
    static final int OPT_LIST_META_CONTEXT = 9;
    static final int OPT_SET_META_CONTEXT = 10;
    static final int OPT_EXTENDED_HEADERS = 11;

    static final int REP_ACK = 1;
    static final int REP_SERVER = 2;
    static final int REP_INFO = 3;
    static final int REP_META_CONTEXT = 4;
    static final int REP_ERR_UNSUP = 0x8000_0001;
    static final int REP_ERR_POLICY = 0x8000_0002;
    static final int REP_ERR_INVALID = 0x8000_0003;
    static final int REP_ERR_UNKNOWN = 0x8000_0006;
    static final int REP_ERR_SHUTDOWN = 0x8000_0007;
    static final int REP_ERR_BLOCK_SIZE_REQD = 0x8000_0008;
    static final int REP_ERR_EXT_HEADER_REQD = 0x8000_000a;

    static final int INFO_EXPORT = 0;
    static final int INFO_NAME = 1;
    static final int INFO_DESCRIPTION = 2;
    static final int INFO_BLOCK_SIZE = 3;

    // Transmission flags
    static final int TRANSMISSION_HAS_FLAGS = 1;
    static final int TRANSMISSION_READ_ONLY = 1 << 1;
    static final int TRANSMISSION_FLUSH = 1 << 2;
    static final int TRANSMISSION_FUA = 1 << 3;
    static final int TRANSMISSION_TRIM = 1 << 5;
    static final int TRANSMISSION_WRITE_ZEROES = 1 << 6;
    static final int TRANSMISSION_DF = 1 << 7;
    static final int TRANSMISSION_MULTI_CONN = 1 << 8;
    static final int TRANSMISSION_CACHE = 1 << 10;
    static final int TRANSMISSION_FAST_ZERO = 1 << 11;
    static final int TRANSMISSION_STATUS_PAYLOAD = 1 << 12;

    // Requests
    static final int REQUEST_MAGIC = 0x25609513;
    static final int EXTENDED_REQUEST_MAGIC = 0x21e41c71;
    static final int REQUEST_BYTES = 28;
    static final int EXTENDED_REQUEST_BYTES = 32;

    static final int CMD_READ = 0;
    static final int CMD_WRITE = 1;
    static final int CMD_DISC = 2;
    static final int CMD_FLUSH = 3;
    static final int CMD_TRIM = 4;
    static final int CMD_CACHE = 5;
    static final int CMD_WRITE_ZEROES = 6;
    static final int CMD_BLOCK_STATUS = 7;

    static final int CMD_FLAG_FUA = 1;
    static final int CMD_FLAG_NO_HOLE = 1 << 1;
    static final int CMD_FLAG_DF = 1 << 2;
    static final int CMD_FLAG_REQ_ONE = 1 << 3;
    static final int CMD_FLAG_FAST_ZERO = 1 << 4;
    static final int CMD_FLAG_PAYLOAD_LEN = 1 << 5;

    /** The most payload of one request or reply. */
    static final int MAX_PAYLOAD = 32 << 20;

    // Replies
    static final int SIMPLE_REPLY_MAGIC = 0x67446698;
    static final int STRUCTURED_REPLY_MAGIC = 0x668e33ef;
    static final int EXTENDED_REPLY_MAGIC = 0x6e8a278c;
    static final int REPLY_FLAG_DONE = 1;
    static final int REPLY_NONE = 0;
    static final int REPLY_OFFSET_DATA = 1;
    static final int REPLY_OFFSET_HOLE = 2;
    static final int REPLY_BLOCK_STATUS = 5;
    static final int REPLY_BLOCK_STATUS_EXT = 6;
    static final int REPLY_ERROR = 0x8001;

    /** The most extents that a status reply tells of in one context. */
    static final int MAX_EXTENTS = 32_768;

    static final int STATE_HOLE = 1;
    static final int STATE_ZERO = 2;

    // Errors
    static final int EPERM = 1;
    static final int EIO = 5;
    static final int ENOMEM = 12;
    static final int EINVAL = 22;
    static final int ENOSPC = 28;
    static final int ENOTSUP = 95;
    static final int ESHUTDOWN = 108;

    private Wire() {}
}
