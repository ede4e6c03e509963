using System.Globalization;
using System.Numerics;
using System.Text;
using static System.FormattableString;

namespace Autograd;

/// <summary>Reads tables of numbers in text files, packed by gzip or not.</summary>
/// <remarks>
/// A line is a row; its numbers are separated by one character and written as <c>-1.5e3</c> is, in any culture, with blanks around them or
/// not. The text is UTF-8 or ASCII. Quotation marks are not part of it. Empty lines at the end do not count. Of a packed file, bytes are
/// counted in what is unpacked; one that becomes more than 64 MB and than 100 times its size is refused.
/// </remarks>
public static class Csv
{
    private const int LongestLine = 1 << 24;

    /// <summary>Reads a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="hasHeader">Whether the first line is names, which are passed over.</param>
    /// <param name="separator">What separates the numbers of a row, an ASCII character.</param>
    /// <returns>An array of shape (rows, columns).</returns>
    /// <exception cref="ArgumentOutOfRangeException">The separator is not ASCII, or the end of a line.</exception>
    /// <exception cref="ArrayFileException">
    /// There are no rows, one has more or fewer numbers than the first, or something is no number, or one that is too large for the element
    /// type.
    /// </exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static NdArray<T> Load<T>(string path, bool hasHeader = false, char separator = ',')
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var stream = ByteSource.Open(path);
        return Load<T>(stream, hasHeader, separator);
    }

    /// <summary>Reads a table from a stream, to its end.</summary>
    /// <param name="stream">The stream; it stays open.</param>
    /// <param name="hasHeader">Whether the first line is names, which are passed over.</param>
    /// <param name="separator">What separates the numbers of a row, an ASCII character.</param>
    /// <returns>An array of shape (rows, columns).</returns>
    /// <exception cref="ArgumentOutOfRangeException">The separator is not ASCII, or the end of a line.</exception>
    /// <exception cref="ArrayFileException">
    /// There are no rows, one has more or fewer numbers than the first, or something is no number, or one that is too large for the element
    /// type.
    /// </exception>
    public static NdArray<T> Load<T>(Stream stream, bool hasHeader = false, char separator = ',')
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (!char.IsAscii(separator) || separator is '\n' or '\r')
        {
            throw new ArgumentOutOfRangeException(
                nameof(separator), separator, "Csv: the separator must be an ASCII character, and not the end of a line.");
        }

        var lines = new Lines(ByteSource.OfData(stream));
        var table = new Table<T>(lines, (byte)separator);
        lines.SkipByteOrderMark();
        if (hasHeader)
        {
            lines.MoveNext();
        }

        while (lines.MoveNext())
        {
            table.AddRow();
        }

        return table.ToArray();
    }

    // The numbers so far.
    private sealed class Table<T>(Lines lines, byte separator)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private T[] _numbers = [];
        private int _count;
        private int _columns;
        private long? _empty;

        public void AddRow()
        {
            var line = lines.Line;
            if (line.IsEmpty)
            {
                _empty ??= lines.Start;
                return;
            }

            if (_empty is { } empty)
            {
                throw lines.Error(empty, "an empty line stands between rows");
            }

            var start = _count;
            foreach (var range in line.Split(separator))
            {
                Add(Number(line, range));
            }

            _columns = start == 0 ? _count : _columns;
            if (_count - start != _columns)
            {
                throw lines.Error(lines.Start,
                    Invariant($"line {lines.Number} has {_count - start} numbers, and the first row has {_columns}"));
            }
        }

        public NdArray<T> ToArray()
        {
            if (_count == 0)
            {
                throw lines.Error(0, "there are no rows of numbers");
            }

            Shape shape = [_count / _columns, _columns];
            if (_count == 1)
            {
                return new NdArray<T>(_numbers[0]).WithShape(shape);
            }

            Array.Resize(ref _numbers, _count);
            return NdArray.Wrap(shape, _numbers);
        }

        private void Add(T number)
        {
            if (_count == _numbers.Length)
            {
                if (_count == Array.MaxLength)
                {
                    throw lines.Error(lines.Start, Invariant($"there are more than {Array.MaxLength} numbers"));
                }

                Array.Resize(ref _numbers, (int)Math.Min(Array.MaxLength, Math.Max(1024, 2L * _count)));
            }

            _numbers[_count++] = number;
        }

        private T Number(ReadOnlySpan<byte> line, Range range)
        {
            var text = line[range].Trim((byte)' ');
            var isNumber = T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number);
            return isNumber && (!T.IsInfinity(number) || !text.ContainsAnyInRange((byte)'0', (byte)'9'))
                ? number
                : throw lines.Error(lines.Start + range.Start.Value, isNumber
                    ? $"{Quoted(text)} is too large for {typeof(T).Name}"
                    : Invariant($"{Quoted(text)} in line {lines.Number} is no number"));
        }

        private static string Quoted(ReadOnlySpan<byte> text) =>
            MessageText.Quoted(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 400)]));
    }

    // The lines of a file, without their ends, one after another in the same buffer.
    private sealed class Lines(ByteSource source)
    {
        private byte[] _buffer = new byte[1 << 16];
        private int _line;
        private int _length;
        private int _next;
        private int _end;
        private bool _isOver;

        public ReadOnlySpan<byte> Line => _buffer.AsSpan(_line, _length).TrimEnd((byte)'\r');

        public long Start { get; private set; }

        public int Number { get; private set; }

        public bool MoveNext()
        {
            var searched = 0;
            while (true)
            {
                var rest = _buffer.AsSpan(_next.._end);
                var length = rest[searched..].IndexOf((byte)'\n');
                if (length >= 0 || (_isOver && rest.Length > 0))
                {
                    (_line, _length) = (_next, length >= 0 ? searched + length : rest.Length);
                    _next = Math.Min(_end, _line + _length + 1);
                    Start = source.Position - _end + _line;
                    Number++;
                    return true;
                }

                if (_isOver)
                {
                    return false;
                }

                searched = rest.Length;
                Fill();
            }
        }

        public void SkipByteOrderMark()
        {
            Fill();
            var mark = Encoding.UTF8.Preamble;
            _next = _buffer.AsSpan(0, _end).StartsWith(mark) ? mark.Length : 0;
        }

        public ArrayFileException Error(long position, string what) => source.Error(position, what);

        private void Fill()
        {
            var rest = _buffer.AsSpan(_next.._end);
            if (rest.Length == LongestLine)
            {
                throw Error(source.Position - LongestLine, Invariant($"a line has more than {LongestLine} bytes"));
            }

            rest.CopyTo(_buffer);
            (_next, _end) = (0, rest.Length);
            if (_end == _buffer.Length)
            {
                Array.Resize(ref _buffer, 2 * _end);
            }

            var space = _buffer.AsSpan(_end);
            var count = source.ReadUpTo(space);
            _end += count;
            _isOver = count < space.Length;
        }
    }
}
