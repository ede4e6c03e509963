namespace Autograd;

/// <summary>
/// Where the elements of equally long rows lie in an array: in pieces, stretches of elements next to each other, each with a gain of its
/// own or, if <see cref="GainStep"/> is 1, with one for each of its elements.
/// </summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Count">How many pieces a row has.</param>
/// <param name="Length">The number of elements of a piece.</param>
/// <param name="RowStep">How far the first pieces of rows are apart.</param>
/// <param name="PieceStep">How far the pieces of a row are apart.</param>
/// <param name="Gains">The number of gains that belong to pieces.</param>
/// <param name="GainsOfRow">How many of them a row has.</param>
internal readonly record struct RowPieces(int Rows, int Count, int Length, int RowStep, int PieceStep, int Gains, int GainsOfRow)
{
    /// <summary>The number of elements of a row.</summary>
    public int RowLength => Count * Length;

    /// <summary>1 if each element of a piece has a gain, 0 if they have one together.</summary>
    public int GainStep => Gains == 0 ? 1 : 0;

    /// <summary>Rows of one piece, one after the other, with a gain for each element of a row.</summary>
    public static RowPieces Contiguous(int rows, int length) => new(rows, 1, length, length, 0, 0, 0);

    /// <summary>Of (outer, channels, inner) with a gain for each channel: those of a channel are a row.</summary>
    public static RowPieces OfChannels(int outer, int channels, int inner) =>
        new(channels, outer, inner, inner, channels * inner, channels, 1);

    /// <summary>Of (outer, channels, inner) with a gain for each channel: neighboring channels of an outer one are a row.</summary>
    public static RowPieces OfGroups(int outer, int channels, int inner, int channelsOfGroup) =>
        new(outer * channels / channelsOfGroup, channelsOfGroup, inner, channelsOfGroup * inner, inner, channels, channelsOfGroup);

    /// <summary>Where a piece begins.</summary>
    public int Start(int row, int piece) => (row * RowStep) + (piece * PieceStep);

    /// <summary>The gain of a piece.</summary>
    public int Gain(int row, int piece) => Gains == 0 ? 0 : (row * GainsOfRow % Gains) + (GainsOfRow == 1 ? 0 : piece);
}
