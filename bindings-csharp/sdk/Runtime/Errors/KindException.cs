using System;

namespace Edgegap.Sdk
{
    /// <summary>Arguments or options are wrong; nothing was sent. <see cref="EdgegapException.Violations"/> has all mistakes with their places.</summary>
    public sealed class ValidationException : EdgegapException
    {
        internal ValidationException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "validation";
    }

    /// <summary>The client cannot be made as asked: token, base URL, certificate, proxy; or the native library is missing or another one.</summary>
    public sealed class ConfigurationException : EdgegapException
    {
        internal ConfigurationException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "configuration";
    }

    /// <summary>The service does not take the token (401).</summary>
    public sealed class AuthenticationException : EdgegapException
    {
        internal AuthenticationException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "authentication";
    }

    /// <summary>The token may not do this (403).</summary>
    public sealed class PermissionDeniedException : EdgegapException
    {
        internal PermissionDeniedException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "permission";
    }

    /// <summary>Something that the call names does not exist (404).</summary>
    public sealed class NotFoundException : EdgegapException
    {
        internal NotFoundException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "not_found";
    }

    /// <summary>The name is taken (409). <see cref="EdgegapException.MaybeApplied"/> says whether a lost attempt of this very call may have taken it.</summary>
    public sealed class ConflictException : EdgegapException
    {
        internal ConflictException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "conflict";
    }

    /// <summary>The container image cannot be pulled (424).</summary>
    public sealed class ImageException : EdgegapException
    {
        internal ImageException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "image";
    }

    /// <summary>Too many requests (429), also after all retries. <see cref="EdgegapException.RetryAfter"/> says how long to wait, if the service did.</summary>
    public sealed class RateLimitedException : EdgegapException
    {
        internal RateLimitedException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "rate_limited";
    }

    /// <summary>The service refuses the request (400 and other 4xx): a rule that this SDK does not know, or a quota.</summary>
    public sealed class BadRequestException : EdgegapException
    {
        internal BadRequestException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "bad_request";
    }

    /// <summary>The service failed (5xx), or answered something that is no answer of this API.</summary>
    public sealed class ServerException : EdgegapException
    {
        internal ServerException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "server";
    }

    /// <summary>A time limit was reached: of the connection, an attempt or the whole call.</summary>
    public sealed class TimedOutException : EdgegapException
    {
        internal TimedOutException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "timeout";
    }

    /// <summary>No connection could be made, or it broke.</summary>
    public sealed class ConnectionFailedException : EdgegapException
    {
        internal ConnectionFailedException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "connection";
    }

    /// <summary>TLS failed, mostly because of a certificate that is not trusted.</summary>
    public sealed class TlsException : EdgegapException
    {
        internal TlsException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "tls";
    }

    /// <summary>The service answered success with a body that cannot be what was asked for.</summary>
    public sealed class DecodeException : EdgegapException
    {
        internal DecodeException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "decode";
    }

    /// <summary>
    /// The client was disposed, the emulator stopped, the SDK shut down, or the AppDomain is
    /// ending.
    /// </summary>
    public sealed class ClosedException : EdgegapException
    {
        internal ClosedException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "closed";
    }

    /// <summary>A bug of this SDK; please report it.</summary>
    public sealed class InternalException : EdgegapException
    {
        internal InternalException(string message, Exception inner = null)
            : base(message, inner)
        {
        }

        /// <inheritdoc/>
        public override string Kind => "internal";
    }
}
