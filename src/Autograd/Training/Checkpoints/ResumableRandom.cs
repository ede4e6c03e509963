using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using static System.FormattableString;

namespace Autograd;

/// <summary>Pseudorandom numbers whose generator can be put back to where it was: for a training that is to go on after a stop.</summary>
/// <remarks>
/// <para>The generator is xoshiro256**, of period 2^256 - 1, and a seed is spread over its 256 bits by splitmix64. D. Blackman, S. Vigna:
/// Scrambled Linear Pseudorandom Number Generators (2021); the authors put the algorithms in the public domain. Numbers below a bound are
/// drawn without bias: D. Lemire: Fast Random Integer Generation in an Interval (2019).</para>
/// <para>The same seed gives the same numbers, everywhere. Not for secrets, and not for several threads at once.</para>
/// </remarks>
public sealed class ResumableRandom : Random
{
    private const int Words = 4;
    private const int DigitsOfWord = 16;

    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>A generator that begins as the seed says.</summary>
    /// <param name="seed">Any number.</param>
    public ResumableRandom(long seed)
    {
        var counter = (ulong)seed;
        _s0 = SplitMix(ref counter);
        _s1 = SplitMix(ref counter);
        _s2 = SplitMix(ref counter);
        _s3 = SplitMix(ref counter);
    }

    /// <summary>Where the generator is: its four numbers of 64 bits, as 64 hexadecimal digits. Set, it goes on from there.</summary>
    /// <exception cref="ArgumentException">It is set to something else, or to zeros only, from which it would not move.</exception>
    public string State
    {
        get => Invariant($"{_s0:x16}{_s1:x16}{_s2:x16}{_s3:x16}");
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Span<ulong> words = stackalloc ulong[Words];
            var isState = value.Length == Words * DigitsOfWord;
            for (var i = 0; i < Words && isState; i++)
            {
                isState = ulong.TryParse(
                    value.AsSpan(i * DigitsOfWord, DigitsOfWord),
                    NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture,
                    out words[i]);
            }

            if (!isState || !words.ContainsAnyExcept(0UL))
            {
                throw new ArgumentException(
                    $"ResumableRandom: {MessageText.Quoted(value)} is no state, which is 64 hexadecimal digits, not all 0.", nameof(value));
            }

            (_s0, _s1, _s2, _s3) = (words[0], words[1], words[2], words[3]);
        }
    }

    /// <inheritdoc/>
    public override int Next()
    {
        while (true)
        {
            var number = NextBits() >> 33;
            if (number != int.MaxValue)
            {
                return (int)number;
            }
        }
    }

    /// <inheritdoc/>
    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (int)NextBelow((ulong)maxValue);
    }

    /// <inheritdoc/>
    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return (int)(minValue + (long)NextBelow((ulong)((long)maxValue - minValue)));
    }

    /// <inheritdoc/>
    public override long NextInt64()
    {
        while (true)
        {
            var number = NextBits() >> 1;
            if (number != long.MaxValue)
            {
                return (long)number;
            }
        }
    }

    /// <inheritdoc/>
    public override long NextInt64(long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (long)NextBelow((ulong)maxValue);
    }

    /// <inheritdoc/>
    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return (long)((ulong)minValue + NextBelow((ulong)maxValue - (ulong)minValue));
    }

    /// <inheritdoc/>
    public override double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <inheritdoc/>
    public override float NextSingle() => (NextBits() >> 40) * (1.0f / (1U << 24));

    /// <inheritdoc/>
    public override void NextBytes(byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        NextBytes(buffer.AsSpan());
    }

    /// <inheritdoc/>
    public override void NextBytes(Span<byte> buffer)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        while (!buffer.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, NextBits());
            var count = Math.Min(buffer.Length, bytes.Length);
            bytes[..count].CopyTo(buffer);
            buffer = buffer[count..];
        }
    }

    /// <inheritdoc/>
    protected override double Sample() => NextDouble();

    private static ulong SplitMix(ref ulong counter)
    {
        counter += 0x9E3779B97F4A7C15;
        var z = counter;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    // The high half of a product with 64 random bits is below the bound; low halves under 2^64 mod bound would make some more frequent.
    private ulong NextBelow(ulong bound)
    {
        var high = Math.BigMul(NextBits(), bound, out var low);
        if (low < bound)
        {
            var rest = bound == 0 ? 0 : (0 - bound) % bound;
            while (low < rest)
            {
                high = Math.BigMul(NextBits(), bound, out low);
            }
        }

        return high;
    }
}
