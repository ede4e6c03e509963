namespace Autograd;

/// <summary>The cyclic redundancy check (CRC-32) of bytes, as zip and gzip files have it.</summary>
internal sealed class Checksum
{
    private static readonly uint[] s_table = Table();

    private uint _remainder = uint.MaxValue;

    /// <summary>The check of the bytes so far.</summary>
    public uint Value => ~_remainder;

    /// <summary>Takes more bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        var remainder = _remainder;
        foreach (var element in bytes)
        {
            remainder = s_table[(byte)(remainder ^ element)] ^ (remainder >> 8);
        }

        _remainder = remainder;
    }

    // The remainders of all bytes by the polynomial of ISO 3309, lowest power first.
    private static uint[] Table()
    {
        var table = new uint[256];
        for (var i = 0; i < table.Length; i++)
        {
            var remainder = (uint)i;
            for (var bit = 0; bit < 8; bit++)
            {
                remainder = (remainder >> 1) ^ (0xEDB88320 & (0 - (remainder & 1)));
            }

            table[i] = remainder;
        }

        return table;
    }
}
