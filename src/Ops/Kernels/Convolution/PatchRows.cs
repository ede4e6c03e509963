namespace Autograd;

/// <summary>
/// A row of patches: what one element of the windows reads as the windows go along a row, as far as it lies in the image and not in the
/// padding. Patches are an array (channels, window height, window width, images, rows of windows, columns of windows).
/// </summary>
/// <param name="Patch">Where it starts in the patches.</param>
/// <param name="Image">Where it starts in the images (n, channels, height, width); its next element is a stride further.</param>
/// <param name="Count">How many elements it has, at least one.</param>
internal readonly record struct PatchRow(int Patch, int Image, int Count);

/// <summary>Walks over the rows of some channels' patches, in their order, leaving out the padding. Allocates nothing.</summary>
internal struct PatchRows
{
    private readonly WindowAxis _rows;
    private readonly WindowAxis _columns;
    private readonly int _images;
    private readonly int _channels;
    private readonly int _rowCount;
    private readonly int _columnCount;
    private readonly int _endTap;

    // What is walked over: taps (channel, i, j), images, and the rows of windows in which the tap is inside the image.
    private int _tap;
    private int _channel;
    private int _elementRow;
    private int _elementColumn;
    private int _image;
    private int _row;
    private int _firstRow;
    private int _endRow;
    private int _firstColumn;
    private int _endColumn;

    /// <summary>The rows of the patches of some channels.</summary>
    /// <param name="window">How the windows lie.</param>
    /// <param name="image">The height and width of an image.</param>
    /// <param name="images">The number of images.</param>
    /// <param name="channels">The number of channels of an image.</param>
    /// <param name="firstChannel">The first channel whose patches are wanted.</param>
    /// <param name="channelCount">The number of channels whose patches are wanted.</param>
    public PatchRows(Window2D window, HeightWidth image, int images, int channels, int firstChannel, int channelCount)
    {
        (_images, _channels) = (images, channels);
        (_rows, _columns) = (window.Rows(image.Height), window.Columns(image.Width));
        (_rowCount, _columnCount) = (_rows.Count, _columns.Count);
        _tap = (firstChannel * _rows.Size * _columns.Size) - 1;
        _endTap = (firstChannel + channelCount) * _rows.Size * _columns.Size;
        _image = _images;
    }

    /// <summary>The current row.</summary>
    public PatchRow Current { get; private set; }

    /// <summary>This, so that <c>foreach</c> walks over it.</summary>
    public readonly PatchRows GetEnumerator() => this;

    /// <summary>Goes to the next row.</summary>
    public bool MoveNext()
    {
        _row++;
        while (_row >= _endRow)
        {
            _image++;
            if (_image >= _images && !MoveToNextTap())
            {
                return false;
            }

            _row = _firstRow;
        }

        var imageRow = (((_image * _channels) + _channel) * _rows.Length) + _rows.Position(_row, _elementRow);
        Current = new PatchRow(
            (((((_tap * _images) + _image) * _rowCount) + _row) * _columnCount) + _firstColumn,
            (imageRow * _columns.Length) + _columns.Position(_firstColumn, _elementColumn),
            _endColumn - _firstColumn);
        return true;
    }

    // To the first image of the next tap that is inside an image somewhere.
    private bool MoveToNextTap()
    {
        while (++_tap < _endTap)
        {
            (var channelAndRow, _elementColumn) = Math.DivRem(_tap, _columns.Size);
            (_channel, _elementRow) = Math.DivRem(channelAndRow, _rows.Size);
            (_firstRow, _endRow) = _rows.Inside(_elementRow);
            (_firstColumn, _endColumn) = _columns.Inside(_elementColumn);
            if (_images > 0 && _firstRow < _endRow && _firstColumn < _endColumn)
            {
                _image = 0;
                return true;
            }
        }

        return false;
    }
}
