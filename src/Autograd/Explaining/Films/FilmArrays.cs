using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Autograd;

/// <summary>The arrays of a film, each written once however often it is shown, and large ones by some of their rows and columns.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal sealed class FilmArrays<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Above this, rows and columns are picked evenly, the first and the last among them.
    private const int MostElements = 4096;
    private const int MostRows = 64;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<NdArray<T>> _arrays = [];

    /// <summary>The number under which an array is written, as it is now.</summary>
    public int NumberOf(in NdArray<T> array)
    {
        var key = string.Concat(array.Shape.ToString(), Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(array.Span))));
        if (!_numbers.TryGetValue(key, out var number))
        {
            number = _arrays.Count;
            _numbers.Add(key, number);
            _arrays.Add(array.Copy());
        }

        return number;
    }

    /// <summary>Writes all arrays: the shape, the elements in base64, and of a large one what is shown and what is in all of it.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var array in _arrays)
        {
            json.WriteStartObject();
            FilmData<T>.WriteNumbers(json, "shape", array.Shape);
            if (array.Size <= MostElements)
            {
                json.WriteBase64String("data", MemoryMarshal.AsBytes(array.Span));
            }
            else
            {
                WriteSample(json, array);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSample(Utf8JsonWriter json, NdArray<T> array)
    {
        var columns = array.Shape[^1];
        var (shownRows, shownColumns) = (Picked(array.Size / columns), Picked(columns));
        var shown = new T[shownRows.Length * shownColumns.Length];
        for (var i = 0; i < shown.Length; i++)
        {
            shown[i] = array.Span[(shownRows[i / shownColumns.Length] * columns) + shownColumns[i % shownColumns.Length]];
        }

        json.WriteBase64String("data", MemoryMarshal.AsBytes<T>(shown));
        FilmData<T>.WriteNumbers(json, "rows", shownRows);
        FilmData<T>.WriteNumbers(json, "columns", shownColumns);
        var (least, largest, sum, finite) = (double.PositiveInfinity, double.NegativeInfinity, 0.0, 0);
        foreach (var element in array)
        {
            if (T.IsFinite(element))
            {
                var number = double.CreateChecked(element);
                (least, largest, sum, finite) = (Math.Min(least, number), Math.Max(largest, number), sum + number, finite + 1);
            }
        }

        json.WriteStartObject("all");
        if (finite > 0)
        {
            json.WriteNumber("min", least);
            json.WriteNumber("max", largest);
            json.WriteNumber("mean", sum / finite);
        }

        json.WriteNumber("notFinite", array.Size - finite);
        json.WriteEndObject();
    }

    private static int[] Picked(int count) => count <= MostRows
        ? [.. Enumerable.Range(0, count)]
        : [.. Enumerable.Range(0, MostRows).Select(i => (int)((long)i * (count - 1) / (MostRows - 1)))];
}
