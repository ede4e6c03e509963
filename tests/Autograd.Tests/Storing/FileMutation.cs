using System.Text;

namespace Autograd.Tests;

/// <summary>Files that somebody has damaged, by accident or on purpose.</summary>
internal static class FileMutation
{
    private static readonly string[] s_numbers =
        ["-1", "0", "99999999999", "9223372036854775807", "1e99", "2147483647", "[[[[", "\"", "null"];

    /// <summary>A file that differs in one to four places.</summary>
    public static byte[] Of(byte[] file, Random random)
    {
        var bytes = file.ToList();
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            Change(bytes, random);
        }

        return [.. bytes];
    }

    private static void Change(List<byte> bytes, Random random)
    {
        var place = random.Next(2) == 0 ? random.Next(bytes.Count + 1) : random.Next(Math.Min(bytes.Count, 400) + 1);
        var count = Math.Min(random.Next(1, 40), bytes.Count - place);
        switch (random.Next(9))
        {
            case 0:
                bytes.RemoveRange(place, bytes.Count - place);
                break;
            case 1:
                bytes.RemoveRange(place, count);
                break;
            case 2:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(place, count));
                break;
            case 3 when count > 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                break;
            case 4 when count > 0:
                bytes[place] = (byte)random.Next(256);
                break;
            case 5:
                Overwrite(bytes, place, BitConverter.GetBytes(random.Next(3) switch
                {
                    0 => long.MaxValue,
                    1 => -1L,
                    _ => random.NextInt64() >> random.Next(63),
                }));
                break;
            case 6:
                ReplaceNumber(bytes, place, s_numbers[random.Next(s_numbers.Length)]);
                break;
            case 7:
                bytes.InsertRange(place, Enumerable.Repeat((byte)"[{\0\"9"[random.Next(5)], random.Next(1, 5000)));
                break;
            default:
                Overwrite(bytes, place, [.. bytes.GetRange(random.Next(bytes.Count - count + 1), count)]);
                break;
        }
    }

    private static void Overwrite(List<byte> bytes, int place, byte[] value)
    {
        for (var i = 0; i < value.Length && place + i < bytes.Count; i++)
        {
            bytes[place + i] = value[i];
        }
    }

    // The next number in the text becomes another one, such as a length or a place.
    private static void ReplaceNumber(List<byte> bytes, int place, string text)
    {
        var start = bytes.FindIndex(place, value => char.IsAsciiDigit((char)value));
        if (start >= 0)
        {
            var end = bytes.FindIndex(start, value => !char.IsAsciiDigit((char)value));
            bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
            bytes.InsertRange(start, Encoding.ASCII.GetBytes(text));
        }
    }
}
